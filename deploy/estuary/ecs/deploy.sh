#!/usr/bin/env bash
# Builds the image, pushes it to ECR and registers the task with ECS:
#
#   AWS_ACCOUNT_ID=123456789012 AWS_REGION=us-east-1 deploy/estuary/ecs/deploy.sh
#
# There must be: the repository `estuary` in ECR, the log group /ecs/estuary, the secret
# estuary/convex-url, and the role ecsTaskExecutionRole that may read it. Afterwards make the service
# `estuary` of the task, or update it: aws ecs update-service --service estuary --task-definition estuary
set -euo pipefail

: "${AWS_ACCOUNT_ID:?is the number of your account}"
export AWS_REGION="${AWS_REGION:-us-east-1}"
ECR_REGISTRY="${ECR_REGISTRY:-$AWS_ACCOUNT_ID.dkr.ecr.$AWS_REGION.amazonaws.com}"

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../.." && pwd)"

aws ecr get-login-password --region "$AWS_REGION" |
  docker login --username AWS --password-stdin "$ECR_REGISTRY"
docker build -t estuary -f "$root/deploy/estuary/Dockerfile" "$root"
docker tag estuary:latest "$ECR_REGISTRY/estuary:latest"
docker push "$ECR_REGISTRY/estuary:latest"

# What stands as ${NAME} in the file is filled in here.
task="$(
  sed -e "s|\${ECR_REGISTRY}|$ECR_REGISTRY|g" \
    -e "s|\${AWS_REGION}|$AWS_REGION|g" \
    -e "s|\${AWS_ACCOUNT_ID}|$AWS_ACCOUNT_ID|g" \
    "$here/task-definition.json"
)"
aws ecs register-task-definition --region "$AWS_REGION" --cli-input-json "$task"
