package org.esscher.api.processing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of a documentation comment, without markup. */
final class ParameterTags {
  /** A block tag begins a line. */
  private static final Pattern TAG = Pattern.compile("(?m)^\\s*@");

  private static final Pattern PARAMETER = Pattern.compile("(?s)param\\s+(\\w+)\\s+(.+)");
  private static final Pattern VERBATIM =
      Pattern.compile("\\{@(?:code|literal)\\s+((?:[^{}]|\\{[^{}]*\\})*)\\}");

  /** A link with a label, or to a member, or to a type. */
  private static final Pattern LINK =
      Pattern.compile(
          "\\{@link(?:plain)?\\s+(?:\\S+\\s+([^{}]+)|(?:[^\\s{}]*[.#])?([^\\s{}.#]+))\\}");

  private static final Pattern SENTENCE_END = Pattern.compile("\\.(?=\\s+\\p{Lu}|\\s*$)");

  private static final Pattern ELEMENT = Pattern.compile("</?[a-z][^<>]*>");

  private ParameterTags() {}

  /**
   * Reads a comment.
   *
   * @param comment the comment, without its stars
   * @return the text of each parameter in the order of the tags, on one line each
   */
  static Map<String, String> of(String comment) {
    Map<String, String> texts = new LinkedHashMap<>();
    TAG.splitAsStream(comment)
        .map(PARAMETER::matcher)
        .filter(Matcher::matches)
        .forEach(parameter -> texts.put(parameter.group(1), plain(parameter.group(2))));
    return texts;
  }

  /**
   * The first sentence of a comment.
   *
   * @param comment the comment, without its stars
   * @return the sentence on one line, without its full stop
   */
  static String firstSentence(String comment) {
    String text = plain(TAG.split(comment, 2)[0]);
    Matcher end = SENTENCE_END.matcher(text);
    return end.find() ? text.substring(0, end.start()) : text;
  }

  private static String plain(String text) {
    String unlinked =
        LINK.matcher(text)
            .replaceAll(
                link ->
                    Matcher.quoteReplacement(
                        link.group(1) == null ? link.group(2) : link.group(1)));
    // Not inside code: there, an angle bracket is one.
    StringBuilder plain = new StringBuilder();
    Matcher code = VERBATIM.matcher(unlinked);
    int end = 0;
    while (code.find()) {
      plain.append(prose(unlinked.substring(end, code.start()))).append(code.group(1));
      end = code.end();
    }
    plain.append(prose(unlinked.substring(end)));
    return plain.toString().strip().replaceAll("\\s+", " ");
  }

  private static String prose(String text) {
    return ELEMENT
        .matcher(text)
        .replaceAll("")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }
}
