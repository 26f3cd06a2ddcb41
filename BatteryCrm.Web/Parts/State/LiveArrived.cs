using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Parts.State;

/// <summary>Action: the node delivered changes to this console.</summary>
public sealed record LiveArrived(LiveBatch Batch);

/// <summary>Action: the node hears the database again: what could not be read can be now, also when nothing changed meanwhile.</summary>
public sealed record LiveConnected;

/// <summary>Action: the screen is shown again or for the first time. While another page was shown nothing came live: what was read before may be old.</summary>
public sealed record ScreenEntered;

/// <summary>Action: an appeal is before the operator's eyes. What had to be heard of it has been.</summary>
public sealed record AppealSeen(Guid AppealId);
