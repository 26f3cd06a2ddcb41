using System.Text.Json;
using System.Text.Json.Serialization;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Channels.Telegram;

/// <summary>Files by getFile: an address that is good for an hour at least, with the token in it.</summary>
internal sealed class TelegramFiles(TelegramApi api) : IFileSource
{
    public string Platform => Platforms.Telegram;

    public async Task<FileLocation> LocateAsync(string externalFileId, ChannelCredentials credentials, CancellationToken cancellation)
    {
        var answer = await api.CallAsync("getFile", new GetFile(externalFileId), credentials, cancellation);
        return answer switch
        {
            { Result: { } file } => Found(file, credentials),
            { Status: 400 } when answer.Words.Contains("too big", StringComparison.OrdinalIgnoreCase) => new FileLocation.TooLarge(),
            { Status: 400 } => new FileLocation.Gone(),
            _ => new FileLocation.Later(answer.RetryAfter),
        };
    }

    // The path comes from outside: it may name a file below the bot's folder and nothing else.
    private static FileLocation Found(JsonElement file, ChannelCredentials credentials)
    {
        if (file.ValueKind is not JsonValueKind.Object || !file.TryGetProperty("file_path", out var value) || value.ValueKind is not JsonValueKind.String) return new FileLocation.Gone();
        var parts = value.GetString()!.Split('/');
        if (parts.Any(part => part is "" or "." or ".." || part.Contains('\\', StringComparison.Ordinal))) return new FileLocation.Gone();
        var path = string.Join('/', parts.Select(Uri.EscapeDataString));
        var address = new Uri($"{TelegramApi.BaseAddress(credentials)}/file/bot{TelegramApi.PathToken(credentials)}/{path}");
        return new FileLocation.Found(address, TelegramApi.Number(file, "file_size"), IsConfigured: credentials.ApiBaseUrl is not null);
    }

    private sealed record GetFile([property: JsonPropertyName("file_id")] string FileId);
}
