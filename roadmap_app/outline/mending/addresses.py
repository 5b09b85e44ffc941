"""Cures of addresses: those of resources on the web, and those of stages and topics in the portal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urljoin

from roadmap_app.outline.entries import KINDS
from roadmap_app.outline.gate import SLUG, url_error
from roadmap_app.outline.mending.repair import Repair, with_topics
from roadmap_app.outline.nodes import RESERVED, Outline, OutlineResource, OutlineStage, OutlineTopic


def is_wrong(resource: OutlineResource) -> bool:
    """Return whether RESOURCE has an address that is no web address."""
    return bool(resource.url and url_error(resource.url))


def join_base(outline: Outline, repair: Repair, value: str) -> Outline:
    """Make addresses absolute that are relative to VALUE; those of other kinds, such as mailto:, stay."""

    def change(resource: OutlineResource) -> OutlineResource:
        if not is_wrong(resource):
            return resource
        try:
            url = urljoin(value, resource.url.strip()).replace(" ", "%20")
        except ValueError:
            return resource
        if url_error(url):
            return resource
        repair.count += 1
        return replace(resource, url=url)

    return _with_resources(outline, change)


def drop_addresses(outline: Outline, repair: Repair, value: str) -> Outline:
    """Leave out the addresses that are no web addresses; the resources stay, by title."""

    def change(resource: OutlineResource) -> OutlineResource:
        if not is_wrong(resource):
            return resource
        repair.count += 1
        repair.leave_out(resource.line, "This is no web address.", resource.title, resource.url)
        return replace(resource, url="")

    return _with_resources(outline, change)


def drop_resources(outline: Outline, repair: Repair, value: str) -> Outline:
    """Leave out the resources whose addresses are no web addresses."""

    def change(topic: OutlineTopic) -> OutlineTopic:
        for resource in filter(is_wrong, topic.resources):
            repair.count += 1
            repair.leave_out_resource(resource, "Its address is no web address.")
        return replace(topic, resources=tuple(each for each in topic.resources if not is_wrong(each)))

    return with_topics(outline, change)


def as_articles(outline: Outline, repair: Repair, value: str) -> Outline:
    """Take resources of a kind that Cairn does not know for articles."""

    def change(resource: OutlineResource) -> OutlineResource:
        if resource.kind in KINDS:
            return resource
        repair.count += 1
        return replace(resource, kind="article")

    return _with_resources(outline, change)


def new_slugs(outline: Outline, repair: Repair, value: str) -> Outline:
    """Drop addresses in the portal that cannot be used or are there twice; new ones are made from the titles."""

    def kept(slug: str, taken: set[str]) -> str:
        if slug and (slug in taken or not SLUG.fullmatch(slug)):
            repair.count += 1
            return ""
        taken.add(slug)
        return slug

    def topics_changed(stage: OutlineStage) -> OutlineStage:
        taken: set[str] = set()
        return replace(stage, topics=tuple(replace(topic, slug=kept(topic.slug, taken)) for topic in stage.topics))

    taken = set(RESERVED)
    stages = [replace(topics_changed(stage), slug=kept(stage.slug, taken)) for stage in outline.stages]
    return replace(outline, slug=kept(outline.slug, set()), stages=tuple(stages))


def _with_resources(outline: Outline, change: Callable[[OutlineResource], OutlineResource]) -> Outline:
    """Return OUTLINE with every resource as CHANGE returns it."""
    return with_topics(outline, lambda topic: replace(topic, resources=tuple(map(change, topic.resources))))
