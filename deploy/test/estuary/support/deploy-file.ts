import { deployFolder } from '../../support/deploy-file.ts';
import type { DeployFolder } from '../../support/deploy-file.ts';

const folder: DeployFolder = deployFolder('estuary');

export const deployPath = folder.path;
export const deployText = folder.text;
