import { signUrl } from "alicloud-traffic-mirror";
import { action, credentials, regionId, sessionId } from "../job.mjs";

signUrl(action, { TrafficMirrorSessionId: sessionId }, { regionId, credentials });
