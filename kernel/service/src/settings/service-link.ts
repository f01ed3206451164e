/**
 * Whether a variable was made by Kubernetes, not by the operator. Next to a Service called
 * `app`, every container of the namespace gets `APP_SERVICE_HOST`,
 * `APP_PORT=tcp://10.0.0.1:8080`, `APP_PORT_8080_TCP_ADDR` and so on (`enableServiceLinks`),
 * which look like settings of the server and are none.
 */
export function isServiceLink(name: string, value: string): boolean {
  if (/_SERVICE_(HOST|PORT(_\w+)?)$/.test(name)) return true;
  if (/_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name)) return true;
  return isServiceAddress(name, value);
}

/** Of these the one that can have the very name of a setting; no operator writes a port like that. */
export function isServiceAddress(name: string, value: string): boolean {
  return name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value);
}
