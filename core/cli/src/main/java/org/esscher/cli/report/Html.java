package org.esscher.cli.report;

/**
 * Writes markup that is HTML and well-formed XML at once. Text and attribute values are escaped:
 * whatever a data set or a plugin puts into a name or a cell is shown, never run.
 */
final class Html {
  private final StringBuilder markup = new StringBuilder();

  /**
   * Opens an element.
   *
   * @param tag its name
   * @param attributes names and values in turn
   */
  Html open(String tag, String... attributes) {
    start(tag, attributes);
    markup.append('>');
    return this;
  }

  Html close(String tag) {
    markup.append("</").append(tag).append(">\n");
    return this;
  }

  /** An element without content, such as {@code meta} or {@code line}. */
  Html empty(String tag, String... attributes) {
    start(tag, attributes);
    markup.append(" />");
    return this;
  }

  Html element(String tag, String content, String... attributes) {
    return open(tag, attributes).text(content).close(tag);
  }

  Html text(String content) {
    content.codePoints().forEach(this::append);
    return this;
  }

  /** Markup that is trusted because it is this module's own: the doctype, the style sheet. */
  Html own(String trusted) {
    markup.append(trusted);
    return this;
  }

  private void start(String tag, String... attributes) {
    markup.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      markup.append(' ').append(attributes[i]).append("=\"");
      text(attributes[i + 1]);
      markup.append('"');
    }
  }

  private void append(int character) {
    switch (character) {
      case '&' -> markup.append("&amp;");
      case '<' -> markup.append("&lt;");
      case '>' -> markup.append("&gt;");
      case '"' -> markup.append("&quot;");
      case '\'' -> markup.append("&#39;");
      case '\n', '\t' -> markup.append((char) character);
      default -> markup.appendCodePoint(isMarkable(character) ? character : 0xFFFD);
    }
  }

  /** Neither HTML nor XML can hold control characters, halves of pairs and non-characters. */
  private static boolean isMarkable(int character) {
    return !Character.isISOControl(character)
        && Character.getType(character) != Character.SURROGATE
        && (character & 0xFFFE) != 0xFFFE;
  }

  @Override
  public String toString() {
    return markup.toString();
  }
}
