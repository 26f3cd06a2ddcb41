using System.Net;
using System.Net.Http.Json;
using BatteryCrm.Bench.Simulate;

namespace BatteryCrm.Bench;

/// <summary>A tenant with one Telegram channel and its first admin, made by the program's own commands.</summary>
internal sealed record BenchShop(Guid Tenant, Guid Channel)
{
    public const string Login = "admin@demo.test";
    public const string Password = "Bench-2026!";
    public const string Secret = "bench-secret";

    public static async Task<BenchShop> CreateAsync(string database)
    {
        var tenant = await CommandAsync(database, "tenant", "create", "--name", "Bench", "--admin-email", Login, "--admin-password", Password, "--max-events-per-second", "1000000", "--max-bytes-per-second", "1000000000");
        return new BenchShop(tenant, await CommandAsync(database, "channel", "create", "--tenant", tenant.ToString(), "--platform", "telegram", "--name", "Bench",
            "--credentials", $$"""{"bot_token":"1:bench","webhook_secret":"{{Secret}}"}"""));
    }

    /// <summary>What clients write with: every request carries the proof of sender.</summary>
    public static HttpClient Clients(Uri address)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = address };
        http.DefaultRequestHeaders.Add("X-Telegram-Bot-Api-Secret-Token", Secret);
        return http;
    }

    /// <summary>Posts one message of a client and waits for its acknowledgement.</summary>
    /// <param name="number">Of the message; none may come twice.</param>
    public async Task PostAsync(HttpClient clients, int client, int number, string text)
    {
        using var request = Message(client, number, text);
        using var answer = await clients.SendAsync(request);
        Check(answer);
    }

    /// <summary>The same on the caller's own thread: when it returns does not depend on what else this process does.</summary>
    public void Post(HttpClient clients, int client, int number, string text)
    {
        using var request = Message(client, number, text);
        using var answer = clients.Send(request);
        Check(answer);
    }

    private static void Check(HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.OK) throw new BenchFailedException($"A webhook was answered with {(int)answer.StatusCode}.");
    }

    private HttpRequestMessage Message(int client, int number, string text)
    {
        var id = 1_000 + number;
        var person = new { id = 7_000_001 + client, is_bot = false, first_name = $"Клиент {client + 1}", language_code = "ru" };
        return new HttpRequestMessage(HttpMethod.Post, $"/webhooks/telegram/{Channel}")
        {
            Content = JsonContent.Create(new
            {
                update_id = id,
                message = new
                {
                    message_id = id, from = person, chat = new { person.id, person.first_name, type = "private" },
                    date = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), text,
                },
            }),
        };
    }

    private static async Task<Guid> CommandAsync(string database, params string[] arguments)
    {
        var result = await WebProcess.RunAsync(database, arguments);
        return result.ExitCode == 0 ? Guid.Parse(result.LastLine) : throw new BenchFailedException(result.Error);
    }
}
