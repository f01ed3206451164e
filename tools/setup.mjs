// `npm start`, `npm test` and `npm run check` begin here, on a clone with nothing installed: plain
// Node, no dependency. The parts are loaded only after an old Node has been refused, because an old
// Node could not even parse them.
import { refuseOldNode } from './setup/refuse-old-node.mjs';

refuseOldNode(process.versions.node);

import('./setup/main.mjs').then(
  ({ main }) => main(process.argv.slice(2)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
