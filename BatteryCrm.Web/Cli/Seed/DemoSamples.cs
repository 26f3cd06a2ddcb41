using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Files;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Small real files for the attachments of the demo: a picture of a cracked screen and a voice message of silence.</summary>
internal static class DemoSamples
{
    public const int Width = 360;
    public const int Height = 480;

    /// <summary>Stores the bytes for the tenant; they fit into one chunk.</summary>
    public static StoredFile Store(DemoScope scope, byte[] bytes, string mimeType, DateTimeOffset at)
    {
        var file = scope.Add(new StoredFile { Id = Ids.New(), SizeBytes = bytes.Length, MimeType = mimeType, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)), CreatedAt = at });
        scope.Add(new StoredFileChunk { FileId = file.Id, No = 0, Bytes = bytes });
        return file;
    }

    /// <summary>A PNG: a dark screen with cracks that run from one point, another for each number.</summary>
    public static byte[] Picture(int number)
    {
        var pixels = new byte[Height * (1 + (Width * 3))]; // each row begins with its filter, 0 = none
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
                Paint(pixels, x, y, x is < 14 or >= Width - 14 || y is < 26 or >= Height - 26 ? (byte)200 : (byte)(28 + (y / 16) + (number * 7 % 24)));
        double originX = 60 + (number * 53 % 240), originY = 80 + (number * 97 % 300);
        for (var ray = 0; ray < 9; ray++)
        {
            var (x, y, angle) = (originX, originY, (ray * 0.7) + number);
            for (var step = 0; step < 420; step++)
            {
                if (step % 40 == 0) angle += ((step + (ray * 13) + number) % 7 - 3) * 0.11;
                (x, y) = (x + Math.Cos(angle), y + Math.Sin(angle));
                if (x < 14 || y < 26 || x >= Width - 15 || y >= Height - 26) break;
                Paint(pixels, (int)x, (int)y, 235);
                Paint(pixels, (int)x + 1, (int)y, 150);
            }
        }

        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9]) = (8, 2); // 8 bits, red green blue
        WriteChunk(png, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(pixels);
        WriteChunk(png, "IDAT", packed.ToArray());
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>An Ogg Opus file of silence, as messengers send voice.</summary>
    public static byte[] Voice(int seconds)
    {
        using var ogg = new MemoryStream();
        WritePage(ogg, flags: 2, granule: 0, sequence: 0, ["OpusHead"u8.ToArray().Concat(new byte[] { 1, 1, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0 }).ToArray()]);
        WritePage(ogg, flags: 0, granule: 0, sequence: 1, ["OpusTags"u8.ToArray().Concat(new byte[] { 4, 0, 0, 0 }).Concat("demo"u8.ToArray()).Concat(new byte[4]).ToArray()]);
        byte[] silence = [0xF8, 0xFF, 0xFE]; // 20 ms
        for (var second = 0; second < seconds; second++)
            WritePage(ogg, flags: second == seconds - 1 ? (byte)4 : (byte)0, granule: (second + 1) * 48_000L, sequence: second + 2, [.. Enumerable.Repeat(silence, 50)]);
        return ogg.ToArray();
    }

    private static void Paint(byte[] pixels, int x, int y, byte shade) => pixels.AsSpan((y * (1 + (Width * 3))) + 1 + (x * 3), 3).Fill(shade);

    private static void WriteChunk(MemoryStream png, string type, byte[] data)
    {
        var typed = Encoding.ASCII.GetBytes(type).Concat(data).ToArray();
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngChecksum(typed));
        png.Write(number);
    }

    private static uint PngChecksum(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }

    private static void WritePage(MemoryStream ogg, byte flags, long granule, int sequence, byte[][] packets)
    {
        var page = new byte[27 + packets.Length + packets.Sum(p => p.Length)];
        "OggS"u8.CopyTo(page);
        page[5] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), granule);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(14), 1); // the stream's number
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(18), sequence);
        page[26] = (byte)packets.Length;
        var at = 27;
        foreach (var packet in packets) page[at++] = (byte)packet.Length;
        foreach (var packet in packets)
        {
            packet.CopyTo(page, at);
            at += packet.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(22), OggChecksum(page));
        ogg.Write(page);
    }

    private static uint OggChecksum(byte[] data)
    {
        var crc = 0u;
        foreach (var b in data)
        {
            crc ^= (uint)b << 24;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x80000000) == 0 ? crc << 1 : (crc << 1) ^ 0x04C11DB7;
        }

        return crc;
    }
}
