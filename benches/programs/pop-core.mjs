import { cutOff, popCore, untilSent } from "../peers.mjs";

cutOff();
await untilSent(popCore())();
