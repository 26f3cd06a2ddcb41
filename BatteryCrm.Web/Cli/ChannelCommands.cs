using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;
using Npgsql;
using NpgsqlTypes;

namespace BatteryCrm.Web.Cli;

/// <summary><c>channel create</c> and <c>channel credentials</c>: store a channel with its secrets sealed, or other secrets for it. Calls no platform and knows no token formats.</summary>
internal static class ChannelCommands
{
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
        if (ChannelAccounts.Check(platform, plain) is not { } problem) return;
        var fields = string.Join(", ", problem.Fields);
        throw new CommandRefusedException(problem.Kind switch
        {
            CredentialProblem.Kinds.Missing => $"--credentials of a {platform} channel lacks {fields}.",
            CredentialProblem.Kinds.NotList => $"--credentials: {fields} must be a list of texts.",
            CredentialProblem.Kinds.NotAddress => $"--credentials: {fields} must be an http or https address.",
            _ => $"--credentials: {fields} must be a text or a number.",
        });
    }

    private static async Task SaveAsync(CommandServices services, Guid id, Guid tenantId, string platform, string name, JsonObject plain, CancellationToken cancellation)
    {
        var externalId = ChannelAccounts.ExternalId(plain);
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
        var externalId = ChannelAccounts.ExternalId(plain);
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
}
