/** Set in the static build, whose sandbox runs in the page. vite.config.ts defines it. */
declare const IN_PAGE: boolean;
