package org.esscher.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Kind;

/** The index of all components, as their providers describe themselves: a page a kind. */
final class ComponentPages {
  private final List<ComponentInfo> components;
  private final Set<String> papers;

  /**
   * An index.
   *
   * @param components sorted by kind and id
   * @param papers the ids that have a page under {@code docs/papers}
   */
  ComponentPages(List<ComponentInfo> components, Set<String> papers) {
    this.components = components;
    this.papers = papers;
  }

  List<MarkdownPage> pages() {
    Map<Kind, List<ComponentInfo>> kinds = new LinkedHashMap<>();
    components.forEach(
        component ->
            kinds.computeIfAbsent(component.kind(), kind -> new ArrayList<>()).add(component));
    List<MarkdownPage> pages = new ArrayList<>();
    StringBuilder index = new StringBuilder("# Components\n\n");
    index
        .append(components.size())
        .append(
            " components, as they describe themselves. `./esscher list` prints them too, and with"
                + " `--plugins DIR` those of your own plugins.\n\n");
    kinds.forEach(
        (kind, ofKind) -> {
          String name = kind.id();
          index.append("## ").append(heading(kind)).append("\n\n| id | what |\n|---|---|\n");
          ofKind.forEach(
              component ->
                  index
                      .append("| [")
                      .append(component.id())
                      .append("](components/")
                      .append(name)
                      .append(".md#")
                      .append(component.id())
                      .append(") | ")
                      .append(cell(component.summary()))
                      .append(" |\n"));
          index.append('\n');
          pages.add(new MarkdownPage("docs/components/" + name + ".md", page(kind, ofKind)));
        });
    pages.add(new MarkdownPage("docs/components.md", index.toString()));
    return pages;
  }

  private String page(Kind kind, List<ComponentInfo> ofKind) {
    StringBuilder page = new StringBuilder("# ").append(heading(kind)).append("\n\n");
    ofKind.forEach(component -> section(component, page));
    return page.toString();
  }

  private void section(ComponentInfo component, StringBuilder page) {
    page.append("## ").append(component.id()).append("\n\n");
    if (!component.summary().isEmpty()) {
      page.append(escaped(sentence(component.summary()))).append(".\n\n");
    }
    if (!component.paper().isEmpty()) {
      page.append(escaped(component.paper())).append(".\n\n");
    }
    if (component.kind() == Kind.RECIPE && papers.contains(component.id())) {
      page.append("[Its page](../papers/").append(component.id()).append(".md)\n\n");
    }
    if (component.fields().isEmpty()) {
      page.append("No configuration.\n\n");
      return;
    }
    page.append("| field | what it is for | type, default, range |\n|---|---|---|\n");
    for (ComponentInfo.Field field : component.fields()) {
      page.append("| `")
          .append(field.name())
          .append("` | ")
          .append(cell(field.description().replaceFirst("\n", ". ").replace("\n", "; ")))
          .append(" | ")
          .append(cell(field.type()))
          .append(", ")
          .append(standard(field))
          .append(field.constraints().isEmpty() ? "" : ", " + cell(field.constraints()))
          .append(" |\n");
    }
    page.append('\n');
  }

  private static String standard(ComponentInfo.Field field) {
    String value = field.defaultValue();
    if (value == null) {
      return "required";
    }
    return value.isEmpty() ? "none by default" : "default `" + value.replace("|", "\\|") + "`";
  }

  private static String heading(Kind kind) {
    String words = kind.id().replace('-', ' ');
    String plural = words.endsWith("y") ? words.replaceFirst("y$", "ies") : words + "s";
    return Character.toUpperCase(plural.charAt(0)) + plural.substring(1);
  }

  /** In upper case what begins with a plain word; symbols and names such as f-DPO stay. */
  private static String sentence(String text) {
    return text.matches("[a-z]([a-z]| ).*")
        ? Character.toUpperCase(text.charAt(0)) + text.substring(1)
        : text;
  }

  private static String cell(String text) {
    return escaped(text).replace("|", "\\|");
  }

  /** Text of somebody else, which is no Markdown. */
  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>#])", "\\\\$1");
  }
}
