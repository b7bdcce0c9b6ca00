/**
 * Addresses of scripts that the page starts itself: workers and the service worker. The content policy lets no other
 * string become a script.
 */

interface ScriptPolicy {
  createScriptURL(url: string): string;
}

/** The part of Trusted Types that is used; TypeScript's library does not have it yet. */
interface TrustedTypesFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

function createPolicy(): ScriptPolicy {
  const rules: ScriptPolicy = {
    createScriptURL(url) {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError(`${url} is no script of this page`);
    },
  };
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
  return factory?.createPolicy('app-worker', rules) ?? rules;
}

let policy: ScriptPolicy | null = null;

/**
 * The address of a script of ours as the browser wants it: `new Worker(trustedScript(url), …)` with the `url` of an
 * import that ends in `?worker&url`.
 */
export function trustedScript(url: string): string {
  policy ??= createPolicy();
  return policy.createScriptURL(url);
}
