from registry.platforms.models.api_client import ApiClient, ApiRequest, ApiUse, StagingOffer, StagingResult
from registry.platforms.models.webhook import Webhook, WebhookDelivery
