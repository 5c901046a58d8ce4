using System.Collections.Frozen;
using System.Text;

namespace AdaptiveOutbound.Jobs.Records;

/// <summary>
/// Unicode's canonical composition (NFC) for Latin and Cyrillic letters with marks. The app runs without ICU's data,
/// where <see cref="string.Normalize()"/> returns its input, while macOS writes u + U+0308 for ü, and both
/// spellings must be one person. Marks out of canonical order and other scripts are left as they are.
/// </summary>
internal static class Composition
{
    // One mark a line: the mark, then pairs of a letter and the letter with that mark. Generated from Unicode's data.
    private static readonly FrozenDictionary<(char Letter, char Mark), char> Composed = Pairs(
        "\u0300AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹЕЀИЍеѐиѝĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳ",
        "\u0301AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿГЃКЌгѓкќÇḈçḉĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓPṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêếÔỐôốƠỚơớƯỨưứ",
        "\u0302AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑẠẬạậẸỆẹệỌỘọộ",
        "\u0303AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ",
        "\u0304AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖÄǞäǟȦǠȧǡÆǢæǣǪǬǫǭÖȪöȫÕȬõȭȮȰȯȱYȲyȳИӢиӣУӮуӯGḠgḡḶḸḷḹṚṜṛṝ",
        "\u0306AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭУЎИЙийуўЖӁжӂАӐаӑЕӖеӗȨḜȩḝẠẶạặ",
        "\u0307CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡŚṤśṥŠṦšṧṢṨṣṩTṪtṫWẆwẇXẊxẋYẎyẏſẛ",
        "\u0308AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸЕЁІЇеёіїАӒаӓӘӚәӛЖӜжӝЗӞзӟИӤиӥОӦоӧӨӪөӫЭӬэӭУӰуӱЧӴчӵЫӸыӹHḦhḧÕṎõṏŪṺūṻWẄwẅXẌxẍtẗ",
        "\u0309AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ",
        "\u030AAÅaåUŮuůwẘyẙ",
        "\u030BOŐoőUŰuűУӲуӳ",
        "\u030CCČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ",
        "\u030FAȀaȁEȄeȅIȈiȉOȌoȍRȐrȑUȔuȕѴѶѵѷ",
        "\u0311AȂaȃEȆeȇIȊiȋOȎoȏRȒrȓUȖuȗ",
        "\u031BOƠoơUƯuư",
        "\u0323BḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓAẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰưựYỴyỵ",
        "\u0324UṲuṳ",
        "\u0325AḀaḁ",
        "\u0326SȘsșTȚtț",
        "\u0327CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ",
        "\u0328AĄaąEĘeęIĮiįUŲuųOǪoǫ",
        "\u032DDḒdḓEḘeḙLḼlḽNṊnṋTṰtṱUṶuṷ",
        "\u032EHḪhḫ",
        "\u0330EḚeḛIḬiḭUṴuṵ",
        "\u0331BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ");

    /// <summary>The text with letters and following marks made one; the same instance when there is none.</summary>
    public static string Compose(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('\u0300', '\u036F');
        if (first < 0)
            return text;
        var composed = new StringBuilder(text.Length).Append(text, 0, first);
        foreach (var character in text.AsSpan(first))
        {
            if (composed.Length > 0 && Composed.TryGetValue((composed[^1], character), out var one))
                composed[^1] = one;
            else
                composed.Append(character);
        }

        return composed.ToString();
    }

    private static FrozenDictionary<(char Letter, char Mark), char> Pairs(params string[] lines) => lines
        .SelectMany(line => line[1..].Chunk(2).Select(pair => ((pair[0], line[0]), pair[1])))
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);
}
