"""What the public page of a commune says of its clusters."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cameras.register.models import Site
from portal.look.templatetags.look import status

register = template.Library()


@register.simple_tag
def cluster_status(site: Any) -> SafeString:
    """A chip: in use, paused, or what is wrong with its cameras."""
    if site.status == Site.Status.PAUSED:
        return status("", "pause-circle", _("Paused"))
    if site.is_broken:
        return status("danger", "camera-video-off", _("Broken"))
    if site.is_doubtful:
        return status("decide", "question-circle", _("Perhaps broken"))
    return status("ok", "check-circle-fill", _("Working"))
