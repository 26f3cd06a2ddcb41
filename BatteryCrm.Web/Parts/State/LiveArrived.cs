using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Parts.State;

/// <summary>Action: the node delivered changes to this console.</summary>
public sealed record LiveArrived(LiveBatch Batch);
