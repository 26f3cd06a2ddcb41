namespace BatteryCrm.Data.Messages;

/// <summary>Why something was not sent where the platform never had a say; stored beside the platforms' own words, and said to people in their language.</summary>
public static class OwnFaults
{
    public const string KeysUnreadable = "keys_unreadable";
    public const string ChatKeepsMoving = "chat_keeps_moving";
    public const string NoAnswer = "no_answer";
    public const string FileGone = "file_gone";
}
