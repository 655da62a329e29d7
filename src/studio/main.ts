/** @file The studio's page: everything it does begins here. */
import sampleUrl from '../../samples/lakeside.mp4?url';
import { Studio } from './view/studio.js';

new Studio(document.body, new URL(sampleUrl, import.meta.url).href);
