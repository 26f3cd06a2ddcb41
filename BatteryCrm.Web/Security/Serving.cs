using BatteryCrm.Data.Setup;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Security;

/// <summary>A serving process from start to end: what hinders it is one clear message and exit code 1, never a stack trace.</summary>
public static class Serving
{
    public static async Task<int> RunAsync(WebApplicationBuilder builder, Action<WebApplicationBuilder> add, Action<WebApplication> use)
    {
        try
        {
            add(builder);
            await using var app = builder.Build();
            use(app);
            await app.Services.GetRequiredService<DatabaseGate>().TryOpenAsync(CancellationToken.None);
            await app.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception e) when (Reasons(e) is { Count: > 0 })
        {
            foreach (var reason in Reasons(e)) await Console.Error.WriteLineAsync(reason);
            return 1;
        }
    }

    // All wrong settings at once, each on its line.
    private static IReadOnlyList<string> Reasons(Exception e) => e switch
    {
        DatabaseSetupException or KeyCertificateException => [e.Message],
        OptionsValidationException options => [.. options.Failures],
        AggregateException all when all.InnerExceptions.All(x => x is OptionsValidationException) => [.. all.InnerExceptions.SelectMany(Reasons)],
        IOException { InnerException: AddressInUseException } => [e.Message],
        ArgumentException { ParamName: "connectionString" } or FormatException => [$"A connection string or address in the settings cannot be read: {e.Message}"],
        _ => [],
    };
}
