using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BatteryCrm.Data;
using BatteryCrm.Web.Assist.Recognition;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Cli;

/// <summary><c>recognise --tenant ID</c>: what a tenant's catalogue makes of texts, for whoever tries its aliases. A line in, a JSON object out.</summary>
internal static class RecogniseCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Make()
    {
        var tenant = new Option<Guid>("--tenant") { Required = true };
        var command = new Command("recognise", "Reads texts line by line and prints brand, model and repair type of each as a JSON object.") { tenant };
        command.SetAction(async (parsed, cancellation) =>
        {
            var tenantId = parsed.GetRequiredValue(tenant);
            await using var services = CommandServices.Create();
            await services.RequireTenantAsync(tenantId, cancellation);
            await using var scope = services.For(tenantId);
            await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<CrmDb>>().CreateDbContextAsync(cancellation);
            await AnswerAsync(await RecognitionCatalogue.ReadAsync(db, tenantId, cancellation), cancellation);
            return 0;
        });
        return command;
    }

    // UTF-8 whatever the terminal's language says; each line is answered at once, since the asker may wait for it.
    private static async Task AnswerAsync(RecognitionCatalogue catalogue, CancellationToken cancellation)
    {
        var recogniser = new Recogniser(catalogue);
        var brands = catalogue.Brands.ToDictionary(b => b.Id, b => b.Name);
        var models = catalogue.Models.ToDictionary(m => m.Id, m => m.Name);
        var repairs = catalogue.Repairs.ToDictionary(r => r.Id, r => r.Name);
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        output.AutoFlush = true;
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            var found = recogniser.Recognise(line);
            var answer = new Answer(Name(brands, found.BrandId), Name(models, found.ModelId), Name(repairs, found.RepairTypeId));
            await output.WriteLineAsync(JsonSerializer.Serialize(answer, Json));
        }
    }

    private static string? Name(Dictionary<Guid, string> names, Guid? id) => id is { } known ? names[known] : null;

    private sealed record Answer(
        [property: JsonPropertyName("brand")] string? Brand, [property: JsonPropertyName("model")] string? Model, [property: JsonPropertyName("repair_type")] string? RepairType);
}
