using BatteryCrm.Data.Messages;

namespace BatteryCrm.Web.Parts;

/// <summary>Why something was not sent, for people.</summary>
public static class FaultText
{
    /// <param name="fault">One of <see cref="OwnFaults"/> or a platform's words, which stay as they are.</param>
    public static string? Of(string? fault) => fault switch
    {
        OwnFaults.KeysUnreadable => Texts.FaultKeysUnreadable,
        OwnFaults.ChatKeepsMoving => Texts.FaultChatKeepsMoving,
        OwnFaults.NoAnswer => Texts.FaultNoAnswer,
        OwnFaults.FileGone => Texts.FaultFileGone,
        _ => fault,
    };
}
