#!/usr/bin/env bash
# Builds Estuary from its source and deploys it to Cloud Run:
#
#   deploy/estuary/cloudrun.sh
#
# There must be: the secret estuary-convex-url in Secret Manager; README.md says where the key of our
# functions in Convex goes. Cloud Run sets PORT, and Estuary
# listens there. Anything else is set as in --set-env-vars and --set-secrets below, or afterwards:
# gcloud run services update estuary --update-env-vars=…
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

# Cloud Run looks for the Dockerfile in the root of the source, where several servers live and so none
# has its own; and it leaves out what git ignores, such as a Dockerfile copied there. Hence a copy of
# the source without what is installed, built or secret, and without the list of what git ignores.
source="$(mktemp -d)"
trap 'rm -rf "$source"' EXIT
tar -C "$root" -c --exclude=.git --exclude=.gitignore --exclude=node_modules --exclude=dist \
  --exclude=.aquifer --exclude=.cache --exclude=.env --exclude=.env.production . | tar -C "$source" -x
cp "$root/deploy/estuary/Dockerfile" "$source/Dockerfile"

# Build and deploy
gcloud run deploy estuary \
  --source "$source" \
  --platform managed \
  --region "${REGION:-us-central1}" \
  --allow-unauthenticated \
  --set-env-vars="APP_PROFILE=production,DATABASE_TYPE=convex" \
  --set-secrets="CONVEX_DEPLOYMENT_URL=estuary-convex-url:latest" \
  --min-instances=1 \
  --max-instances=100 \
  --memory=512Mi \
  --cpu=1
