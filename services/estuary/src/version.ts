/** Of this release, told by `/health`, the OpenAPI document and `--version`. */
export const version = '0.1.0';
