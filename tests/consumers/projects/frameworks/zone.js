// As in an Angular project whose polyfills include the patch of fetch.
import "zone.js";
import "zone.js/plugins/zone-patch-fetch";
import { renew } from "./renew.js";

globalThis.renew = (options) => Zone.current.fork({ name: "shop" }).run(() => renew(options));
