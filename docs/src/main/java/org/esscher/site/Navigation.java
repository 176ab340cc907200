package org.esscher.site;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;

/** Sections, and the pages of each. */
final class Navigation {
  private final List<Section> sections = new ArrayList<>();

  /**
   * An entry.
   *
   * @param title plain text
   * @param path where the page lies in the site
   */
  record Entry(String title, String path) {}

  private record Section(String title, List<Entry> entries) {}

  /**
   * Reads the first page: each heading of the second level is a section, each item of a list that
   * begins with a link an entry.
   *
   * @param home Markdown
   */
  static Navigation of(MarkdownPage home) {
    Navigation navigation = new Navigation();
    Destinations destinations = new Destinations(home.source());
    MarkdownRenderer.parse(home.text())
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Heading heading) {
                if (heading.getLevel() == 2) {
                  navigation.section(MarkdownRenderer.words(heading), List.of());
                }
              }

              @Override
              public void visit(ListItem item) {
                Node paragraph = item.getFirstChild();
                if (paragraph != null && paragraph.getFirstChild() instanceof Link link) {
                  navigation
                      .last()
                      .add(
                          new Entry(
                              MarkdownRenderer.words(link),
                              destinations.page(link.getDestination())));
                }
              }
            });
    return navigation;
  }

  /** Adds a section at the end. */
  Navigation section(String title, List<Entry> entries) {
    sections.add(new Section(title, new ArrayList<>(entries)));
    return this;
  }

  private List<Entry> last() {
    if (sections.isEmpty()) {
      throw new IllegalArgumentException("the first page has a list of links above its sections");
    }
    return sections.get(sections.size() - 1).entries();
  }

  /** As HTML, for a page. */
  String html(Page page) {
    StringBuilder html = new StringBuilder();
    for (Section section : sections) {
      html.append("<h2>").append(Html.escaped(section.title())).append("</h2>\n<ul>\n");
      for (Entry entry : section.entries()) {
        html.append("<li><a href=\"")
            .append(page.toRoot())
            .append(entry.path())
            .append(entry.path().equals(page.path()) ? "\" aria-current=\"page\">" : "\">")
            .append(Html.escaped(entry.title()))
            .append("</a></li>\n");
      }
      html.append("</ul>\n");
    }
    return html.toString();
  }
}
