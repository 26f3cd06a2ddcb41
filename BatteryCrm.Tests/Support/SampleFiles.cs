using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Tests.Support;

/// <summary>Small real files, and messages that carry them.</summary>
internal static class SampleFiles
{
    /// <summary>A picture of one colour that a browser shows.</summary>
    public static byte[] Png(int width, int height, byte red, byte green, byte blue)
    {
        var row = new byte[1 + (width * 3)];
        for (var x = 0; x < width; x++) (row[1 + (x * 3)], row[2 + (x * 3)], row[3 + (x * 3)]) = (red, green, blue);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var y = 0; y < height; y++) zip.Write(row);

        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 2);
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, head), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A voice message as Telegram's are: Opus in Ogg, here of silence.</summary>
    public static byte[] Voice(int seconds)
    {
        byte[] opusHead = [.. "OpusHead"u8, 1, 1, 0x38, 0x01, 0x80, 0xBB, 0, 0, 0, 0, 0];
        byte[] tags = [.. "OpusTags"u8, 4, 0, 0, 0, .. "crm!"u8, 0, 0, 0, 0];
        List<byte> all = [.. Page(0, 2, 0, [opusHead]), .. Page(1, 0, 0, [tags])];
        for (var second = 1; second <= seconds; second++)
            all.AddRange(Page(second + 1, (byte)(second == seconds ? 4 : 0), second * 48_000L, [.. Enumerable.Repeat<byte[]>([0xF8, 0xFF, 0xFE], 50)]));
        return [.. all];
    }

    /// <summary>A client's message with the file, stored; the appeal's activity stays as it is.</summary>
    /// <returns>The attachment's id.</returns>
    public static async Task<Guid> MessageWithFileAsync(
        this Given given, Guid tenant, Guid appeal, string kind, string mimeType, byte[] bytes, string? name = null, int? seconds = null, string text = "", DateTimeOffset? at = null)
    {
        var message = await given.MessageAsync(tenant, appeal, text, createdAt: at);
        var file = await given.AddAsync(new StoredFile { Id = Ids.New(), TenantId = tenant, SizeBytes = bytes.Length, MimeType = mimeType, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) }, f => f.Id);
        foreach (var (piece, no) in bytes.Chunk(256 * 1024).Select((p, i) => (p, i)))
            await given.AddAsync(new StoredFileChunk { TenantId = tenant, FileId = file, No = no, Bytes = piece }, c => c.No);
        return await given.AddAsync(
            new MessageAttachment { TenantId = tenant, MessageId = message, Kind = kind, MimeType = mimeType, FileName = name, SizeBytes = bytes.Length, DurationSeconds = seconds, State = "stored", FileId = file }, a => a.Id);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), PngCrc(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    private static uint PngCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }

    private static byte[] Page(int number, byte flags, long granule, byte[][] packets)
    {
        var page = new byte[27 + packets.Length + packets.Sum(p => p.Length)];
        "OggS"u8.CopyTo(page);
        page[5] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), granule);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(14), 7);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(18), number);
        page[26] = (byte)packets.Length;
        var at = 27 + packets.Length;
        for (var i = 0; i < packets.Length; i++)
        {
            page[27 + i] = (byte)packets[i].Length;
            packets[i].CopyTo(page, at);
            at += packets[i].Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(22), OggCrc(page));
        return page;
    }

    private static uint OggCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0;
        foreach (var b in bytes)
        {
            crc ^= (uint)b << 24;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x80000000) == 0 ? crc << 1 : (crc << 1) ^ 0x04C11DB7;
        }

        return crc;
    }
}
