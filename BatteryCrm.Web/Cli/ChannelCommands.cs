using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;
using Npgsql;
using NpgsqlTypes;

namespace BatteryCrm.Web.Cli;

/// <summary><c>channel create</c> and <c>channel credentials</c>: store a channel with its secrets sealed, or other secrets for it. Calls no platform and knows no token formats.</summary>
internal static partial class ChannelCommands
{
    private const string ApiBaseUrl = "api_base_url";
    private const string AllowedOrigins = "allowed_origins";

    // What a channel cannot do without: the proof of who sends, and what sending needs.
    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        [Platforms.Telegram] = ["bot_token", "webhook_secret"],
        [Platforms.Vk] = ["group_id", "access_token", "secret", "confirmation_code"],
        [Platforms.WhatsApp] = ["phone_number_id", "access_token", "app_secret", "verify_token"],
        [Platforms.Avito] = ["client_id", "client_secret", "user_id", "webhook_secret"],
        [Platforms.Max] = ["access_token", "webhook_secret"],
        [Platforms.Form] = ["form_key"],
        [Platforms.Phone] = ["webhook_secret"],
    };

    public static Command Make()
    {
        var tenant = new Option<Guid>("--tenant") { Required = true };
        var platform = new Option<string>("--platform") { Required = true, Description = string.Join(", ", Platforms.All) };
        platform.AcceptOnlyFromAmong([.. Platforms.All]);
        var name = new Option<string>("--name") { Required = true, Description = "What operators see." };
        var credentials = new Option<string>("--credentials") { Required = true, Description = "A JSON object, by platform; for example {\"bot_token\":\"…\",\"webhook_secret\":\"…\"}." };
        var create = new Command("create", "Makes a channel; prints the id.") { tenant, platform, name, credentials };

        create.SetAction(async (parsed, cancellation) =>
        {
            var (kind, plain) = (parsed.GetRequiredValue(platform), Read(parsed.GetRequiredValue(credentials)));
            Check(kind, plain);
            if (string.IsNullOrWhiteSpace(parsed.GetRequiredValue(name))) throw new CommandRefusedException("--name is empty.");

            await using var services = CommandServices.Create();
            var tenantId = parsed.GetRequiredValue(tenant);
            await services.RequireTenantAsync(tenantId, cancellation);
            var id = Ids.New();
            await SaveAsync(services, id, tenantId, kind, parsed.GetRequiredValue(name).Trim(), plain, cancellation);
            await Console.Out.WriteLineAsync(id.ToString());
            return 0;
        });
        return new Command("channel", "Channels.") { create, MakeCredentials(credentials) };
    }

    private static Command MakeCredentials(Option<string> credentials)
    {
        var channel = new Option<Guid>("--channel") { Required = true };
        var replace = new Command("credentials", "Replaces all credentials of a channel; one whose token was refused sends again.") { channel, credentials };
        replace.SetAction(async (parsed, cancellation) =>
        {
            var (id, plain) = (parsed.GetRequiredValue(channel), Read(parsed.GetRequiredValue(credentials)));
            await using var services = CommandServices.Create();
            await using var find = services.Database.CreateCommand("select platform from channels where id = $1");
            find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            var platform = await find.ExecuteScalarAsync(cancellation) as string ?? throw new CommandRefusedException($"There is no channel {id}.");
            Check(platform, plain);
            await ReplaceAsync(services, id, platform, plain, cancellation);
            return 0;
        });
        return replace;
    }

    private static JsonObject Read(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new CommandRefusedException("--credentials is not a JSON object.");
        }
        catch (JsonException)
        {
            // Its message may hold a part of a secret.
            throw new CommandRefusedException("--credentials is not valid JSON.");
        }
    }

    private static void Check(string platform, JsonObject plain)
    {
        foreach (var (name, value) in plain)
        {
            var isFine = name == AllowedOrigins
                ? value is JsonArray list && list.All(x => x?.GetValueKind() == JsonValueKind.String)
                : value?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number;
            if (!isFine) throw new CommandRefusedException($"--credentials: {name} must be {(name == AllowedOrigins ? "a list of texts" : "a text or a number")}.");
        }

        var missing = Needed[platform].Where(n => plain[n] is null || plain[n]!.ToString().Length == 0).ToList();
        if (missing.Count > 0) throw new CommandRefusedException($"--credentials of a {platform} channel lacks {string.Join(", ", missing)}.");
        if (plain[ApiBaseUrl] is { } url && !(Uri.TryCreate(url.ToString(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw new CommandRefusedException($"--credentials: {ApiBaseUrl} must be an http or https address.");
    }

    private static async Task SaveAsync(CommandServices services, Guid id, Guid tenantId, string platform, string name, JsonObject plain, CancellationToken cancellation)
    {
        var externalId = ExternalId(plain);
        await using var command = services.Database.CreateCommand(
            "insert into channels (id, tenant_id, platform, name, external_id, credentials, created_at) values ($1, $2, $3, $4, $5, $6, now())");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = platform });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = externalId });
        command.Parameters.Add(Sealed(services, platform, plain));
        await ExecuteAsync(command, platform, externalId, cancellation);
    }

    // The fault, if there is one, goes with the credentials that caused it: clear_channel_fault.
    private static async Task ReplaceAsync(CommandServices services, Guid id, string platform, JsonObject plain, CancellationToken cancellation)
    {
        var externalId = ExternalId(plain);
        await using var command = services.Database.CreateCommand("update channels set credentials = $2, external_id = coalesce($3, external_id) where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(Sealed(services, platform, plain));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = externalId });
        await ExecuteAsync(command, platform, externalId, cancellation);
    }

    private static NpgsqlParameter<string> Sealed(CommandServices services, string platform, JsonObject plain) => new()
    {
        TypedValue = services.Services.GetRequiredService<SecretSeal>().SealCredentials(platform, plain), NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    private static async Task ExecuteAsync(NpgsqlCommand command, string platform, string? externalId, CancellationToken cancellation)
    {
        try
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new CommandRefusedException($"The {platform} account {externalId} has an active channel already.");
        }
    }

    private static string? ExternalId(JsonObject plain) =>
        plain["bot_token"]?.ToString() is { } token && BotId().Match(token) is { Success: true } match ? match.Groups["id"].Value : null;

    [GeneratedRegex("^(?<id>[0-9]+):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BotId();
}
