/** What `faucet config init` writes: every section, with the defaults (contract §3). */
export const configTemplate = `# Faucet configuration. Flags win over FAUCET_* variables, those over this file.
# \${VAR} and \${VAR:-default} are replaced by environment variables.

server:
  host: 0.0.0.0
  port: 8080
  read_timeout: 15s
  write_timeout: 60s
  idle_timeout: 120s
  shutdown_timeout: 30s
  query_timeout: 30s
  max_body_size: 10MiB
  max_batch_size: 1000
  cors:
    allowed_origins: ["*"]

# Where Faucet keeps its own configuration: a directory with a SQLite file,
# or one PostgreSQL database shared by replicas.
# data_dir: /var/lib/faucet
# config_db: \${FAUCET_CONFIG_DB}

auth:
  # Generated once and stored when it is not set.
  # jwt_secret: \${FAUCET_AUTH_JWT_SECRET}
  jwt_expiry: 24h
  api_key_header: X-API-Key

rate_limit:
  enabled: false
  requests_per_second: 100
  burst: 200

log:
  level: info
  format: text

mcp:
  enabled: true

# Services are created, or brought up to date, at every start.
services: []
#  - name: shop
#    driver: postgres
#    dsn: postgres://faucet:\${SHOP_PASSWORD}@localhost:5432/shop?sslmode=require
#    read_only: true
#    raw_sql_allowed: false
#    pool:
#      max_open_conns: 20
#      max_idle_conns: 5
#      conn_max_lifetime: 5m
#      conn_max_idle_time: 1m
`;
