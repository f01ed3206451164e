#!/usr/bin/env bash
# Runs an image of Estuary in Azure Container Instances:
#
#   REGISTRY=your-registry.azurecr.io CONVEX_URL=https://your-deployment.convex.cloud deploy/estuary/azure.sh
#
# There must be: the image estuary:latest in the registry. CONVEX_DEPLOY_KEY is for functions that are
# internal, as ours are. REGISTRY_USERNAME and REGISTRY_PASSWORD are for a registry that asks for them. What it opens is plain HTTP on port 3000: put TLS in front of it.
set -euo pipefail

: "${REGISTRY:?is the registry of your image, such as your-registry.azurecr.io}"
: "${CONVEX_URL:?is the address of your Convex deployment}"

credentials=()
if [[ -n "${REGISTRY_PASSWORD:-}" ]]; then
  credentials+=(--registry-username "${REGISTRY_USERNAME:?is missing}" --registry-password "$REGISTRY_PASSWORD")
fi

secrets=("CONVEX_DEPLOYMENT_URL=$CONVEX_URL")
if [[ -n "${CONVEX_DEPLOY_KEY:-}" ]]; then
  secrets+=("CONVEX_DEPLOY_KEY=$CONVEX_DEPLOY_KEY")
fi

# Create resource group
az group create --name estuary-rg --location "${LOCATION:-eastus}"

# Create container. Azure asks for the system and for its share of a machine.
az container create \
  --resource-group estuary-rg \
  --name estuary \
  --image "$REGISTRY/estuary:latest" \
  --dns-name-label "${DNS_NAME_LABEL:-estuary-api}" \
  --ports 3000 \
  --os-type Linux \
  --cpu 1 \
  --memory 1 \
  --environment-variables \
    APP_PROFILE=production \
    DATABASE_TYPE=convex \
  --secure-environment-variables \
    "${secrets[@]}" \
  "${credentials[@]}"
