using BatteryCrm.Data.Messages;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>How the state of an answer on its way is drawn and said.</summary>
/// <param name="Icon">In the sprite.</param>
/// <param name="Class">Its colour.</param>
/// <param name="IsSaid">The words stand beside the sign; otherwise they are its title.</param>
public sealed record DeliveryText(string Icon, string Class, string Words, bool IsSaid)
{
    /// <summary>Null for what never leaves or came in.</summary>
    public static DeliveryText? Of(string? state) => state switch
    {
        OutboundStates.Queued => new("clock", "tick", Texts.DeliveryQueued, IsSaid: false),
        OutboundStates.Sending => new("clock", "tick", Texts.DeliverySending, IsSaid: false),
        OutboundStates.Sent => new("check", "tick", Texts.DeliverySent, IsSaid: false),
        OutboundStates.Delivered => new("checks", "tick", Texts.DeliveryDelivered, IsSaid: false),
        OutboundStates.Read => new("checks", "tick read", Texts.DeliveryRead, IsSaid: false),
        OutboundStates.Failed => new("alert", "tick failed", Texts.DeliveryFailed, IsSaid: true),
        OutboundStates.Unknown => new("unknown", "tick unknown", Texts.DeliveryUnknown, IsSaid: true),
        OutboundStates.Cancelled => new("ban", "tick", Texts.DeliveryCancelled, IsSaid: true),
        _ => null,
    };
}
