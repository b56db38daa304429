/** A code of an AWS Region, for example `eu-central-1` or `us-gov-east-1`. */
export const REGION_CODE = /^[a-z]{2}(-[a-z]+)+-\d$/;
