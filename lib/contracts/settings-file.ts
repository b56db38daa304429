/** The file with the settings of a deployment, beside `cdk.json`. */
export const SETTINGS_FILE = 'postern.json';
