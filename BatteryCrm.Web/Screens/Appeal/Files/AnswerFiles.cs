using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Files;

/// <summary>The files of an answer. Each leaves as a message of its own, so that each has its own tick, error and repeat.</summary>
internal static class AnswerFiles
{
    /// <returns>Null when one of them is not there any more.</returns>
    public static async Task<List<AnswerFile>?> ReadAsync(CrmDb db, SendRequest request, Guid operatorId, CancellationToken cancellation)
    {
        if (request.AgainId is { } again)
        {
            return await (
                from message in db.Messages
                join file in db.MessageAttachments on message.Id equals file.MessageId
                where message.Id == again && message.AppealId == request.AppealId && file.FileId != null
                select new AnswerFile(file.FileId!.Value, file.FileName ?? file.Kind, file.Kind, file.MimeType!, file.SizeBytes ?? 0, file.Width, file.Height)).ToListAsync(cancellation);
        }

        if (request.FileIds.Count == 0) return [];
        var files = await (
            from draft in Of(db, request).Where(f => f.OperatorId == operatorId)
            join file in db.StoredFiles on draft.FileId equals file.Id
            orderby draft.CreatedAt, draft.Id
            select new AnswerFile(draft.FileId, draft.FileName, draft.Kind, file.MimeType, file.SizeBytes, draft.Width, draft.Height)).ToListAsync(cancellation);
        return files.Count == request.FileIds.Distinct().Count() ? files : null;
    }

    /// <summary>The messages that make up an answer, in their order: the words with the first file, or before it when they are too long for that.</summary>
    public static List<(string Text, AnswerFile? File)> Parts(string text, IReadOnlyList<AnswerFile> files, int captionLimit)
    {
        var isCaption = files.Count > 0 && text.Length <= captionLimit;
        List<(string, AnswerFile?)> parts = isCaption || text.Length == 0 ? [] : [(text, null)];
        foreach (var file in files) parts.Add((isCaption && parts.Count == 0 ? text : string.Empty, file));
        return parts;
    }

    /// <summary>They are the messages' now, and wait beside no answer any more.</summary>
    /// <returns>False when another answer has taken one meanwhile.</returns>
    public static async Task<bool> TakeAsync(CrmDb db, SendRequest request, CancellationToken cancellation) =>
        request.FileIds.Count == 0 || await Of(db, request).ExecuteDeleteAsync(cancellation) == request.FileIds.Distinct().Count();

    private static IQueryable<Data.Operators.DraftFile> Of(CrmDb db, SendRequest request) =>
        db.DraftFiles.Where(f => f.AppealId == request.AppealId && request.FileIds.Contains(f.Id));
}
