namespace BatteryCrm.Data.Appeals;

/// <summary>The stages of an appeal as they are stored and shown (in Russian), in their order.</summary>
public static class Stages
{
    public const string FirstContact = "Первичный контакт";
    public const string Gathering = "Сбор информации";
    public const string Gathered = "Информация собрана";
    public const string PriceSent = "Цена отправлена";
    public const string Confirmed = "Клиент подтвердил";
    public const string QrSent = "QR-код отправлен";
    public const string Came = "Клиент пришёл";
    public const string InWork = "В работе";
    public const string Completed = "Завершено";
    public const string Cancelled = "Отменено";

    /// <summary>The way of an appeal that goes well; <see cref="Cancelled"/> stands beside it.</summary>
    public static readonly IReadOnlyList<string> Way =
        [FirstContact, Gathering, Gathered, PriceSent, Confirmed, QrSent, Came, InWork, Completed];

    public static readonly IReadOnlyList<string> All = [.. Way, Cancelled];

    /// <summary>Final stages reopen by an explicit action only.</summary>
    public static readonly IReadOnlyList<string> Final = [Completed, Cancelled];

    public static bool IsFinal(string stage) => Final.Contains(stage);

    /// <summary>True when a rule may move from one to the other: rules only go forward and never touch what is final.</summary>
    public static bool IsForward(string from, string to) => !IsFinal(from) && IndexOf(to) > IndexOf(from);

    private static int IndexOf(string stage)
    {
        for (var i = 0; i < Way.Count; i++)
            if (string.Equals(Way[i], stage, StringComparison.Ordinal)) return i;
        return -1;
    }
}
