using System.Globalization;
using System.Text.Json;

namespace BatteryCrm.Bench.StandIns;

/// <summary>What <see cref="BotApi"/> says to one request.</summary>
public abstract record BotAnswer
{
    private BotAnswer()
    {
    }

    /// <summary>What the real one would say to a request in order.</summary>
    public static BotAnswer Ok { get; } = new AsUsual();

    public static BotAnswer BlockedByUser { get; } = Error(403, "Forbidden: bot was blocked by the user");

    public static BotAnswer Unauthorized { get; } = Error(401, "Unauthorized");

    /// <summary>Reads the request and never answers; ends when the other side gives up or <see cref="BotApi"/> ends.</summary>
    public static BotAnswer Silence { get; } = new Hang();

    /// <summary>Reads the request and cuts the connection.</summary>
    public static BotAnswer Cut { get; } = new Drop();

    /// <param name="seconds">retry_after.</param>
    public static BotAnswer TooManyRequests(int seconds) => new Body(
        429,
        JsonSerializer.Serialize(new
        {
            ok = false,
            error_code = 429,
            description = string.Create(CultureInfo.InvariantCulture, $"Too Many Requests: retry after {seconds}"),
            parameters = new { retry_after = seconds },
        }));

    public static BotAnswer ChatMigrated(long newChatId) => new Body(
        400,
        JsonSerializer.Serialize(new
        {
            ok = false,
            error_code = 400,
            description = "Bad Request: group chat was upgraded to a supergroup chat",
            parameters = new { migrate_to_chat_id = newChatId },
        }));

    public static BotAnswer Error(int status, string description) =>
        new Body(status, JsonSerializer.Serialize(new { ok = false, error_code = status, description }));

    /// <summary>Says when <paramref name="gate"/> lets it, then as <paramref name="then"/>.</summary>
    public static BotAnswer After(Task gate, BotAnswer then) => new Later(gate, then);

    internal sealed record AsUsual : BotAnswer;

    internal sealed record Hang : BotAnswer;

    internal sealed record Drop : BotAnswer;

    internal sealed record Later(Task Gate, BotAnswer Then) : BotAnswer;

    /// <summary>An answer word for word.</summary>
    public sealed record Body(int Status, string Content, string ContentType = "application/json") : BotAnswer
    {
        /// <summary>Further headers: Location, Retry-After.</summary>
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }
}
