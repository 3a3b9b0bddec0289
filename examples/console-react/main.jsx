// The element in React 19, which sets properties and listens to events of custom elements by itself.
import "alicloud-traffic-mirror/console";
import { TrafficMirrorClient } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

// Against the real service: no emulator, no `fetch`, and keys of a short life from your own server:
//   credentials: async () => (await fetch("/api/sts")).json()
const emulator = createEmulator({ deletingMs: 500 });
emulator.load({
  regions: {
    "cn-hongkong": { filters: [{}], sessions: [{ TrafficMirrorSessionName: "from-react" }, {}] },
  },
});

function Console({ theme }) {
  const [client, setClient] = useState();
  const [last, setLast] = useState("none yet");
  // A client holds keys: it is closed when it is not needed any more.
  useEffect(() => {
    const made = new TrafficMirrorClient({
      regionId: "cn-hongkong",
      credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
      fetch: emulator.fetch,
    });
    setClient(made);
    return () => made.close();
  }, []);
  return (
    <>
      <h1>Traffic mirroring</h1>
      <traffic-mirror-console
        client={client}
        theme={theme}
        onsession-deleted={(event) => setLast(event.detail.id)}
      />
      <p>
        Last deleted: <output id="last">{last}</output>
      </p>
    </>
  );
}

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <Console theme="light" />
  </StrictMode>,
);
