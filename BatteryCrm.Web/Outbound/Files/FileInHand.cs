using System.Buffers;
using System.Security.Cryptography;
using BatteryCrm.Data.Files;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>A file on its way into the store, in a temporary file that goes with it.</summary>
/// <param name="Content">At its beginning.</param>
/// <param name="Sha256">Hex.</param>
internal sealed record FileInHand(Stream Content, long SizeBytes, string Sha256, FileType Type) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();

    // The store wants to know size, hash and type before the first byte, and a database transaction must not wait for whoever sends: so it is on disk first.
    /// <summary>Reads a file to its end.</summary>
    /// <param name="name">As the sender called it; null when it has none.</param>
    /// <returns>The file, or why it is not kept: too_large or type.</returns>
    public static async Task<(FileInHand? File, string? Reason)> ReadAsync(Stream body, string? name, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var file = Temporary();
        var isKept = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
            {
                size += read;
                if (size > StoredFile.MaxBytes) return (null, "too_large");
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            file.Position = 0;
            var head = await file.ReadAtLeastAsync(buffer.AsMemory(0, FileTypes.HeadLength), FileTypes.HeadLength, throwOnEndOfStream: false, cancellation);
            file.Position = 0;
            if (FileTypes.Recognise(buffer.AsSpan(0, head), name) is not { } type) return (null, "type");
            isKept = true;
            return (new FileInHand(file, size, Convert.ToHexStringLower(hash.GetHashAndReset()), type), null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!isKept) await file.DisposeAsync();
        }
    }

    private static FileStream Temporary()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }
}
