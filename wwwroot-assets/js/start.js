// Starts the circuit. The page's own behaviours are independent of it: they watch the document and keep working while the connection is down.
import { watchConnection, reconnection } from "./connection.js";
import "./theme.js";
import "./keys.js";

watchConnection();
Blazor.start({
  circuit: {
    reconnectionOptions: reconnection,
    configureSignalR: (builder) => builder.withServerTimeout(15000).withKeepAliveInterval(5000),
  },
});
