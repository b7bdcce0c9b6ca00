// One static page: built ahead, drawn in the browser only. Server-drawn markup would carry style attributes,
// which the content security policy refuses.
export const prerender = true;
export const ssr = false;
export const trailingSlash = 'always';
