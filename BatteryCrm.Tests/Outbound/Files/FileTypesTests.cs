using System.Net;
using System.Text;
using BatteryCrm.Web.Outbound.Files;

namespace BatteryCrm.Tests.Outbound.Files;

public sealed class FileTypesTests
{
    [Theory]
    [InlineData("FFD8FFE0", null, "image/jpeg", true)]
    [InlineData("89504E470D0A1A0A", "screen.html.png", "image/png", true)]
    [InlineData("474946383961", null, "image/gif", true)]
    [InlineData("52494646000000005745425056503820", null, "image/webp", true)]
    [InlineData("4F67675300", null, "audio/ogg", true)]
    [InlineData("49443304", null, "audio/mpeg", true)]
    [InlineData("FFFB9064", null, "audio/mpeg", true)]
    [InlineData("000000186674797069736F6D00000200", null, "video/mp4", true)]
    [InlineData("00000018667479704D34412000000200", null, "audio/mp4", true)]
    [InlineData("000000186674797068656963", "IMG_1.HEIC", "image/heic", false)]
    [InlineData("1A45DFA3", null, "video/webm", true)]
    [InlineData("255044462D312E37", "счёт.pdf", "application/pdf", false)]
    [InlineData("504B0304", "прайс.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false)]
    [InlineData("504B0304", "photos.zip", "application/zip", false)]
    [InlineData("D0CF11E0A1B11AE1", "old.doc", "application/msword", false)]
    public void Recognise_KnownBytes_GivesTheirType(string hex, string? name, string expected, bool isInline)
    {
        var type = FileTypes.Recognise(Convert.FromHexString(hex), name);
        Assert.Equal((expected, isInline), (type!.MimeType, type.IsInline));
        Assert.Equal(expected, FileTypes.Of(expected).MimeType);
    }

    [Theory]
    [InlineData("4D5A9000", "photo.jpg")] // a Windows program
    [InlineData("7F454C46", null)] // ELF
    [InlineData("CAFEBABE", null)] // Java, Mach-O
    [InlineData("504B0304", "game.apk")]
    [InlineData("504B0304", "tool.jar")]
    [InlineData("504B0304", "макрос.xlsm")]
    [InlineData("D0CF11E0A1B11AE1", "setup.msi")]
    [InlineData("D0CF11E0A1B11AE1", null)]
    [InlineData("FFD8FFE0", "photo.jpg.exe")]
    [InlineData("FFD8FFE0", "photo.html ")]
    [InlineData("1F8B0800", "sticker.tgs")]
    [InlineData("00010203", null)]
    [InlineData("FFFE3C00", "utf16.txt")]
    [InlineData("", null)]
    public void Recognise_AnythingElse_IsRefused(string hex, string? name) => Assert.Null(FileTypes.Recognise(Convert.FromHexString(hex), name));

    [Theory]
    [InlineData("Артикул;Цена\r\n1;2", null, true)]
    [InlineData("{\"a\": 1}", "a.json", true)]
    [InlineData("<!DOCTYPE html><p>", "a.txt", false)]
    [InlineData("  \n<SVG onload=alert(1)>", "a.txt", false)]
    [InlineData("text <script>", null, false)]
    [InlineData("<?xml version='1.0'?>", null, false)]
    [InlineData("#!/bin/sh\nrm -rf /", "readme", false)]
    [InlineData("@echo off", "start.bat", false)]
    public void Recognise_Text_IsKeptUnlessSomethingWouldRunIt(string text, string? name, bool isKept) =>
        Assert.Equal(isKept ? "text/plain" : null, FileTypes.Recognise(Encoding.UTF8.GetBytes(text), name)?.MimeType);

    [Fact]
    public void Recognise_OldRussianText_IsTakenForTextByItsName()
    {
        byte[] words = [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2];
        Assert.Equal("text/plain", FileTypes.Recognise(words, "прайс.txt")?.MimeType);
        Assert.Null(FileTypes.Recognise(words, null));
        Assert.Equal("text/plain", FileTypes.Recognise(Encoding.UTF8.GetBytes("слово")[..^1], null)?.MimeType); // a head that ends within a letter
    }

    [Theory]
    [InlineData("photo.jpg", "image/jpeg", "photo.jpg")]
    [InlineData("photo", "image/jpeg", "photo.jpg")]
    [InlineData("счёт.PDF", "application/pdf", "счёт.PDF")]
    [InlineData("doc\u202Efdp.exe", "application/pdf", "doc_fdp.exe.pdf")]
    [InlineData("../../etc/passwd", "text/plain", "etc_passwd.txt")]
    [InlineData("a\r\nX: y\".txt", "text/plain", "a__X_ y_.txt")]
    [InlineData("...", "image/png", "file.png")]
    public void SafeName_OfASender_CannotMislead(string name, string mimeType, string expected) =>
        Assert.Equal(expected, FileEndpoint.SafeName(name, FileTypes.Of(mimeType)));

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:149.154.167.220", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("149.154.167.220", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2001:67c:4e8:f004::9", true)]
    public void IsPublic_Address_IsToldFromPrivateOnes(string address, bool expected) => Assert.Equal(expected, PublicAddresses.IsPublic(IPAddress.Parse(address)));
}
