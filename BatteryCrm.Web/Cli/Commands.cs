using System.CommandLine;
using BatteryCrm.Data.Setup;
using BatteryCrm.Web.Security;
using Npgsql;

namespace BatteryCrm.Web.Cli;

/// <summary>What a command was asked for cannot be done; the message is a sentence for the person who asked.</summary>
public sealed class CommandRefusedException(string message) : Exception(message);

/// <summary>
/// The program as a command: the first argument names it. Standard output holds the result only (an id is its last line), all else goes to standard error;
/// a refusal is one sentence there and exit code 1.
/// </summary>
public static class Commands
{
    /// <summary>Whether the arguments are a command; otherwise the program serves. Settings of a serving process begin with <c>--</c>.</summary>
    public static bool Handles(string[] args) => args is [var first, ..] && (!first.StartsWith('-') || first is "--help" or "-h" or "-?" or "--version");

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("BatteryCRM. Without a command it serves the console.")
        {
            MigrateCommand.Make(),
            TenantCommands.Make(),
            ChannelCommands.Make(),
            OperatorCommands.Make(),
            RecogniseCommand.Make(),
            Seed.SeedCommand.Make(),
        };

        // A password or a JSON value may begin with @ or -.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (Reason(e) is not null)
        {
            await Console.Error.WriteLineAsync(Reason(e));
            return 1;
        }
    }

    /// <summary>The sentence for the person who asked; null when it is a bug and not a refusal.</summary>
    internal static string? Reason(Exception e) => e switch
    {
        CommandRefusedException or DatabaseSetupException or KeyCertificateException => e.Message,
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.InvalidCatalogName } =>
            "The database is not ready for this program: run the command migrate first.",
        PostgresException postgres => $"The database refused: {postgres.MessageText} ({postgres.SqlState})",
        NpgsqlException or TimeoutException => $"The database does not answer: {e.Message}",
        { InnerException: { } inner } when e is not HttpRequestException => Reason(inner),
        _ => DatabaseAway.Is(e) ? $"The database does not answer: {e.Message}" : null,
    };
}
