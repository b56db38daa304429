/** The origin of a development server on the machine of the developer: `http://localhost:5173`. */
export const DEVELOPMENT_ORIGIN = /^http:\/\/localhost(:[1-9]\d{0,4})?$/;

/** The most development servers of one deployment. */
export const DEVELOPMENT_ORIGINS_LIMIT = 5;
