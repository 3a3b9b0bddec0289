import { signUrlByHand } from "../by-hand.mjs";

signUrlByHand();
