// Starts the circuit. The page's own behaviours are independent of it: they watch the document and keep working while the connection is down.
import { watchConnection, reconnection } from "./connection.js";
import "./theme.js";
import "./keys.js";
import "./ticks.js";
import "./panes.js";
import "./popovers.js";
import "./notices.js";
import "./queue.js";
import "./grid.js";
import "./prices.js";
import "./conversation.js";
import "./attach.js";
import "./find.js";
import "./copy.js";
import "./focus.js";
import "./unanswered.js";
import "./viewer.js";
import "./sound.js";
import "./composer.js";
import "./replies.js";
import "./mentions.js";
import "./presence.js";
import "./palette.js";

// What our elements tell the circuit: the names of Parts/EventHandlers.cs.
for (const name of ["answerwritten", "appealwatched", "drafttyped", "filestold", "messageaction", "pricefocused", "pricespasted", "pricetyped", "queueheld", "replyedited", "replyused", "rowpicked", "searchopened", "searchtyped", "typingchanged"])
  Blazor.registerCustomEventType(name, { createEventArgs: (event) => event.detail });

watchConnection();
Blazor.start({
  circuit: {
    reconnectionOptions: reconnection,
    configureSignalR: (builder) => builder.withServerTimeout(15000).withKeepAliveInterval(5000),
  },
});
