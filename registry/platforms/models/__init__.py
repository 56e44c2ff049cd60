from registry.platforms.models.api_client import ApiClient, ApiRequest, ApiUse, StagingOffer, StagingResult
from registry.platforms.models.webhook import Webhook, WebhookDelivery

__all__ = ["ApiClient", "ApiRequest", "ApiUse", "StagingOffer", "StagingResult", "Webhook", "WebhookDelivery"]
