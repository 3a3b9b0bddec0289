import { cutOff, officialSdk, untilSent } from "../peers.mjs";

cutOff();
await untilSent(officialSdk())();
