using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Parts.State;

/// <summary>Action: the node delivered changes to this console.</summary>
public sealed record LiveArrived(LiveBatch Batch);

/// <summary>Action: the node hears the database again: what could not be read can be now, also when nothing changed meanwhile.</summary>
public sealed record LiveConnected;
