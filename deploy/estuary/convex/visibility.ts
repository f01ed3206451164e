/**
 * Who may call these functions. `false`: only who has a deploy key (CONVEX_DEPLOY_KEY of Estuary).
 * `true`: anybody who sends the secret that the deployment has in its variable CONVEX_SHARED_SECRET
 * (`npx convex env set`) and Estuary in its own. Without it in the deployment all are refused.
 * Change it here and deploy again: Convex settles who may call a function when it is deployed.
 */
export const IS_PUBLIC: boolean = false;
