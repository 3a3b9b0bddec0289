import { cutOff, openApiClient, untilSent } from "../peers.mjs";

cutOff();
await untilSent(openApiClient())();
