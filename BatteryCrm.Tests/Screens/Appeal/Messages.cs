using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Screens.Appeal;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>Messages and cards as a test of the open appeal needs them: numbered, a minute apart.</summary>
internal static class Messages
{
    public static readonly Guid AppealId = Numbered(0xA);
    public static readonly Guid Me = Numbered(0xB);
    public static readonly DateTimeOffset Noon = new(2025, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public static Guid Numbered(int number) => new($"00000000-0000-7000-8000-{number:x12}");

    public static MessageRow Message(int number, string type = MessageTypes.Client, double? minute = null, string? text = null, string? state = null, Guid? operatorId = null) => new(
        Numbered(number), AppealId, type, text ?? $"слова {number}", Noon.AddMinutes(minute ?? number), SentAt: null, EditedAt: null, DeletedAt: null, operatorId,
        operatorId is null ? null : "Ирина Соколова", ChannelId: null, Platforms.Telegram, ReplyToId: null, ReplyToText: null, Extra: null, state, DeliveryError: null,
        NotBefore: null, [], []);

    public static AppealCard Card(Guid? holder = null, string? holderName = null, string? phone = null, string? email = null) => new(
        AppealId, Numbered(0xC), "Анна", phone, PhoneIsSure: false, email, [Platforms.Telegram], Stages.FirstContact, "Бот", Platforms.Telegram, Noon, holder, holderName,
        WaitingSince: Noon, MessageTypes.Client, new CardFacts());

    public static AnswerChannel Channel(int number, string platform = Platforms.Telegram, bool canSend = true, bool isDefault = false) =>
        new(Numbered(number), $"Канал {number}", platform, "chat", canSend, isDefault);

    /// <summary>An appeal whose card and conversation are read.</summary>
    public static AppealState Opened(bool hasOlder = false, params MessageRow[] messages) =>
        After(AppealState.Empty, new AppealOpened(AppealId), new AppealLoaded(1, Card(), new MessagePage(messages, hasOlder), [Channel(1, isDefault: true)], Draft: null, IsAgain: false));

    public static AppealState After(AppealState state, params object[] actions) => actions.Aggregate(state, AppealState.Reduce);

    public static LiveBatch Batch(params MessageRow[] messages) => new([], messages, Counts: null, [], Resync: false);

    /// <summary>The numbers of the messages on screen, from the oldest.</summary>
    public static int[] Numbers(this IReadOnlyList<MessageRow> messages) => [.. messages.Select(m => Convert.ToInt32(m.Id.ToString()[^6..], 16))];
}
